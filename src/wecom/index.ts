export { type OauthIdentity, oauthUserinfo } from "./api/oauth";
export {
  type CreateWecomClientOptions,
  createWecomClient,
  type SecretKind,
  type WecomCall,
  type WecomClient,
  type WecomConfig,
} from "./client";
export { WecomError, WecomUnreachableError } from "./errors";
export { type JsapiSignature, jsapiSignature, signJsapi } from "./jsapi";
export { type Verdict, verdictOf, verdicts } from "./verdicts";
