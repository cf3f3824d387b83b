import { AppError, NotFoundError } from "../platform/errors";

export class CustomerNotFoundError extends NotFoundError {
  constructor(externalUserid: string) {
    super("customer", { externalUserid });
  }
}

/** The member and the customer no longer have each other, so WeCom takes no changes for this pair. */
export class RelationGoneError extends AppError {
  constructor(externalUserid: string, userid: string) {
    super("contact.relation_gone", "The member and this customer are no longer contacts", {
      status: 409,
      details: { externalUserid, userid },
    });
  }
}

export class UnknownTagError extends AppError {
  constructor(tagIds: string[]) {
    super("contact.unknown_tag", "No such tag", { status: 422, details: { tagIds } });
  }
}
