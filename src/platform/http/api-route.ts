import { z } from "zod";
import type { AppError } from "../errors";
import type { InvalidRequestError } from "./parse";

export type ApiMethod = "get" | "post" | "put" | "delete";

/** One operation of `/api/v1`: what the description says and what the server checks come from the same schemas. */
export interface ApiRoute<A, Actor> {
  method: ApiMethod;
  /** Koa path below /api/v1, parameters as `:name`. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
  /** What a query of another shape is answered with; default `request.invalid`, 422. */
  refuseQuery?: (error: InvalidRequestError) => AppError;
  handle(app: A, actor: Actor, input: { params: unknown; query: unknown; body: unknown }): Promise<unknown>;
}

/** Ties the handler's input to the schemas. */
export function defineApiRoute<
  A,
  Actor,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(route: {
  method: ApiMethod;
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  response: R;
  refuseQuery?: (error: InvalidRequestError) => AppError;
  handle(
    app: A,
    actor: Actor,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
  ): Promise<z.input<R>>;
}): ApiRoute<A, Actor> {
  return route as unknown as ApiRoute<A, Actor>;
}

/** OpenAPI 3.1 out of the same zod schemas that check the requests. */
export function describeApi<A, Actor>(routes: ApiRoute<A, Actor>[], info: { title: string; version: string }) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][route.method] = {
      operationId: operationIdOf(route),
      summary: route.summary,
      security: [{ bearer: [] }],
      parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")],
      ...(route.body && {
        requestBody: { required: true, content: json(z.toJSONSchema(route.body, { io: "input" })) },
      }),
      responses: {
        "200": { description: "OK", content: json(z.toJSONSchema(route.response, { unrepresentable: "any" })) },
        default: { description: "Error", content: json({ $ref: "#/components/schemas/Error" }) },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info,
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: {
        Error: {
          type: "object",
          required: ["error"],
          properties: {
            error: {
              type: "object",
              required: ["code", "message"],
              properties: { code: { type: "string" }, message: { type: "string" }, details: { type: "object" } },
            },
          },
        },
      },
    },
  };
}

/** `get /customers/:id/tags` → `getCustomersByIdTags`: what client generators name their functions after. */
function operationIdOf(route: { method: ApiMethod; path: string }): string {
  const words = route.path.replace(/:(\w)/g, (_, first: string) => `By${first.toUpperCase()}`).split(/[^\w]+/);
  return route.method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function json(schema: unknown) {
  return { "application/json": { schema } };
}

function parametersOf(schema: z.ZodObject | undefined, where: "path" | "query") {
  if (!schema) return [];
  const described = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const required = new Set(described.required ?? []);
  return Object.entries(described.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.has(name),
    schema: property,
  }));
}
