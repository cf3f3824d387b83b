import { Writable } from "node:stream";
import Router from "@koa/router";
import pino from "pino";
import request from "supertest";
import { createKoa } from "./base";

describe("an unexpected failure", () => {
  it("is logged by its route: an address can hold a signed link or a customer's id", async () => {
    const lines: string[] = [];
    const log = pino(
      new Writable({
        write(chunk, _encoding, done) {
          lines.push(String(chunk));
          done();
        },
      }),
    );
    const koa = createKoa(log);
    const router = new Router<{ requestId: string }>({ prefix: "/p" });
    router.get("/a/:token", () => {
      throw new Error("broken");
    });
    koa.use(router.routes() as never);
    const answer = await request(koa.callback()).get("/p/a/17.c2lnbmVkLWxpbmstdG9rZW4");
    expect(answer.status).toBe(500);
    expect(answer.body.error).toMatchObject({ code: "internal", message: "Internal error" });
    expect(lines.join("")).toContain("/p/a/:token");
    expect(lines.join("")).not.toContain("c2lnbmVkLWxpbmstdG9rZW4");
  });
});
