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

/** Made in WeCom's admin console or by another app; WeCom lets only the maker change it. */
export class TagNotOursError extends AppError {
  constructor(tagIds: string[]) {
    super("contact.tag_not_ours", "WeCom lets only the maker of a tag change it", { status: 409, details: { tagIds } });
  }
}

/** A tag or a group of that name stands already. */
export class TagNameTakenError extends AppError {
  constructor(names: string[]) {
    super("contact.tag_name_taken", "A tag of this name exists", { status: 409, details: { names } });
  }
}

export class TagLimitError extends AppError {
  constructor(limit: number) {
    super("contact.tag_limit", `A company has at most ${limit} tags`, { status: 422, details: { limit } });
  }
}
