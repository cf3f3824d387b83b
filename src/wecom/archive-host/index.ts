export {
  ArchiveHost,
  type ArchiveHostOptions,
  type ChatAnswer,
  type Decrypted,
  type EncryptedPair,
  type MediaSlice,
} from "./archive-host";
export { ArchiveHostLostError, ArchiveHostUnusableError } from "./archive-host.errors";
export { type CodeVerdict, verdictOfCode } from "./codes";
export { parseExactJson } from "./exact-json";
export { defaultHostPath } from "./host-path";
export { hostCode } from "./protocol";
export { probeTls, type TlsProbe, type TlsProbeOutcome } from "./tls-probe";
export { wouldAbort } from "./would-abort";
