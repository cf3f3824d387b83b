export { getAgent, type WecomAgent } from "./api/agent";
export {
  type AppMessageBody,
  type AppMessageResult,
  sendAppMessage,
} from "./api/app-message";
export {
  addContactWay,
  type ContactWayFields,
  deleteContactWay,
  fetchQrPicture,
  getContactWay,
  listContactWays,
  updateContactWay,
  type WecomContactWay,
} from "./api/contact-ways";
export {
  addCorpTag,
  deleteCorpTags,
  editCorpTag,
  getCorpTagList,
  markTag,
  type WecomTagGroup,
} from "./api/corp-tags";
export {
  batchGetByUser,
  getExternalContact,
  listExternalUserids,
  type RemarkInput,
  remarkExternalContact,
  type WecomExternalContact,
  type WecomFollowInfo,
  type WecomFollowUser,
} from "./api/external-contacts";
export { getGroupChat, groupDetailsSettleAt, listGroupChats, type WecomGroupChat } from "./api/group-chats";
export {
  addMsgTemplate,
  cancelGroupMsgSend,
  type GroupMsgSummary,
  getGroupMsgSendResult,
  getGroupMsgTask,
  listGroupMsgs,
  type RecipientResult,
  remindGroupMsgSend,
  type SendResult,
  type WecomAttachment,
} from "./api/groupmsg";
export { addJoinWay, deleteJoinWay, getJoinWay, type JoinWayFields, updateJoinWay } from "./api/join-ways";
export { type MediaFile, type MediaType, uploadImage, uploadMedia } from "./api/media";
export {
  getUser,
  listDepartments,
  listFollowUsers,
  listUserids,
  listUsers,
  type WecomDepartment,
  type WecomUser,
} from "./api/members";
export {
  type AgreeStatus,
  type Consent,
  checkConsent,
  checkRoomConsent,
  getInternalRoom,
  getRobot,
  type InternalRoom,
  listArchivedMembers,
} from "./api/msgaudit";
export { type OauthIdentity, oauthUserinfo } from "./api/oauth";
export {
  getTransferResults,
  listUnassigned,
  startCustomerTransfer,
  type TransferKind,
  type TransferResult,
  transferGroupChats,
  type UnassignedCustomer,
} from "./api/transfers";
export { sendWelcomeMsg } from "./api/welcome";
export {
  ArchiveHost,
  ArchiveHostLostError,
  type ArchiveHostOptions,
  ArchiveHostUnusableError,
  type ChatAnswer,
  type CodeVerdict,
  type Decrypted,
  defaultHostPath,
  type EncryptedPair,
  hostCode,
  type MediaSlice,
  parseExactJson,
  probeTls,
  type TlsProbe,
  type TlsProbeOutcome,
  verdictOfCode,
  wouldAbort,
} from "./archive-host";
export { fingerprint } from "./cached-secret";
export {
  type CallbackKeys,
  CallbackReceiverError,
  CallbackSignatureError,
  openCallback,
  type SealedCallback,
} from "./callback-crypto";
export {
  CallbackUnreadableError,
  parseXml,
  readXml,
  type XmlFields,
  XmlInt,
  type XmlNode,
  XmlOptionalInt,
  XmlOptionalText,
  XmlText,
  xmlItems,
} from "./callback-xml";
export {
  type CreateWecomClientOptions,
  createWecomClient,
  type SecretKind,
  type WecomCall,
  type WecomClient,
  type WecomConfig,
} from "./client";
export { WecomError, WecomUnreachableError } from "./errors";
export { scanFlatXml } from "./flat-xml";
export { type JsapiSignature, jsapiSignature, signJsapi } from "./jsapi";
export { withLock } from "./redis-lock";
export { sealCallback } from "./seal-callback";
export { type Verdict, verdictOf, verdicts } from "./verdicts";
