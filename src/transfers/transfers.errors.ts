import { AppError, NotFoundError } from "../platform/errors";
import type { TransferState } from "./transfers.schema";

export class TransferNotFoundError extends NotFoundError {
  constructor() {
    super("transfer");
  }
}

export class UnknownMemberError extends AppError {
  constructor(userid: string) {
    super("transfer.unknown_member", "No such member, or not one of yours", { status: 404, details: { userid } });
  }
}

export class TakerUnfitError extends AppError {
  constructor(userid: string) {
    super("transfer.taker_unfit", "The taker must be an active member who may have customers", {
      status: 422,
      details: { userid },
    });
  }
}

export class TakerIsGiverError extends AppError {
  constructor() {
    super("transfer.taker_is_giver", "A member cannot take over from themselves", { status: 422 });
  }
}

export class GiverResignedError extends AppError {
  constructor(userid: string) {
    super("transfer.giver_resigned", "This member has left; use a transfer of kind resigned", {
      status: 409,
      details: { userid },
    });
  }
}

export class GiverNotResignedError extends AppError {
  constructor(userid: string) {
    super("transfer.giver_not_resigned", "This member has not left; use a transfer of kind on_job", {
      status: 409,
      details: { userid },
    });
  }
}

export class NothingChosenError extends AppError {
  constructor() {
    super("transfer.nothing_chosen", "Choose at least one customer or group", { status: 422 });
  }
}

/** WeCom has it already, or it is being handed over right now. */
export class NotCancellableError extends AppError {
  constructor(state: TransferState) {
    super("transfer.not_cancellable", "Only a transfer that WeCom has not been asked for can be called back", {
      status: 409,
      details: { state },
    });
  }
}
