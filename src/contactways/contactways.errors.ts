import { AppError, NotFoundError } from "../platform/errors";
import { WecomError } from "../wecom";

export class ContactWayNotFoundError extends NotFoundError {
  constructor(id: string) {
    super("contactway", { id });
  }
}

export class WayNameTakenError extends AppError {
  constructor(name: string) {
    super("contactway.name_taken", "Another contact way has this name", { status: 409, details: { name } });
  }
}

/** Someone else saved in between, or the first answer of WeCom is still out. */
export class ContactWayChangedError extends AppError {
  constructor(id: string) {
    super("contactway.changed", "The contact way was changed meanwhile; load it again", {
      status: 409,
      details: { id },
    });
  }
}

const refusals: Record<number, { code: string; message: string }> = {
  41041: { code: "contactway.too_many_members", message: "At most 100 members, those of the departments included" },
  41045: { code: "contactway.quota_used", message: "The company has used up its 500,000 codes; delete old ones" },
  41054: { code: "contactway.member_unusable", message: "A member is not activated or not verified" },
  84074: { code: "contactway.member_unusable", message: "A member lacks 客户联系功能" },
  60011: { code: "contactway.member_unusable", message: "A member is outside the app's visible range" },
  60021: { code: "contactway.member_unusable", message: "A member is outside the app's visible range" },
  60111: { code: "contactway.member_unusable", message: "A member is unknown to WeCom" },
  46004: { code: "contactway.member_unusable", message: "A member is unknown to WeCom" },
  40066: { code: "contactway.member_unusable", message: "A department is unknown to WeCom" },
  60123: { code: "contactway.member_unusable", message: "A department is unknown to WeCom" },
  40063: { code: "contactway.member_unusable", message: "Nobody of these can be added" },
};

/** WeCom's refusal as something the person at the form can act on; others stay as they are. */
export function wayRefusal(error: unknown): unknown {
  const known = error instanceof WecomError ? refusals[error.errcode] : undefined;
  if (!known || !(error instanceof WecomError)) return error;
  return new AppError(known.code, known.message, { status: 422, details: { errcode: error.errcode }, cause: error });
}
