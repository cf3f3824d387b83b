import { AppError } from "../platform/errors";
import { WecomError } from "../wecom";
import { TagLimitError, TagNameTakenError, TagNotOursError, UnknownTagError } from "./contacts.errors";

/** Corp and strategy tags together. @see https://developer.work.weixin.qq.com/document/path/92117 */
export const MAX_TAGS = 10_000;

/** Not this app's tag: the page names no code, so all that may mean it are taken for it. */
const NOT_OURS = new Set([81011, 60011, 301002]);
const UNKNOWN = new Set([40068, 41110]);
const NAME_TAKEN = 40071;
const BAD_NAME = 40072;
const TOO_MANY = 40126;
const TOO_MANY_OF_CUSTOMER = 40144;

/** What WeCom's refusal means to a person; other errors as they are. @see https://developer.work.weixin.qq.com/document/path/90313 */
export function tagRefusal(error: unknown, tagIds: string[], names: string[] = []): unknown {
  if (!(error instanceof WecomError)) return error;
  if (NOT_OURS.has(error.errcode)) return new TagNotOursError(tagIds);
  if (UNKNOWN.has(error.errcode)) return new UnknownTagError(tagIds);
  if (error.errcode === NAME_TAKEN) return new TagNameTakenError(names);
  if (error.errcode === TOO_MANY) return new TagLimitError(MAX_TAGS);
  if (error.errcode === BAD_NAME)
    return new AppError("contact.tag_name_invalid", "A tag's name has 1 to 30 characters", { status: 422 });
  if (error.errcode === TOO_MANY_OF_CUSTOMER)
    return new AppError("contact.too_many_tags", "This customer carries as many tags as WeCom takes", { status: 422 });
  return error;
}
