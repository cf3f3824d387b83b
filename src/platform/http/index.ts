export { type ApiRoute, defineApiRoute, describeApi } from "./api-route";
export { createKoa, jsonBody } from "./base";
export { decodeCursor, encodeCursor, type Page, PageQuery, toPage } from "./paging";
export { InvalidRequestError, parseBody, parseParams, parseQuery } from "./parse";
