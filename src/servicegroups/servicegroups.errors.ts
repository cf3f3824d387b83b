import { AppError, NotFoundError } from "../platform/errors";

export class ServiceGroupExistsError extends AppError {
  constructor(chatId: string) {
    super("servicegroup.exists", "This customer has a service group already; open it", {
      status: 409,
      details: { chatId },
    });
  }
}

export class NotACustomerOfMemberError extends AppError {
  constructor() {
    super("servicegroup.not_a_contact", "Only the member who has the customer as a contact can open the group", {
      status: 409,
    });
  }
}

export class ServiceGroupNotFoundError extends NotFoundError {
  constructor() {
    super("servicegroup");
  }
}

/** WeCom's list of the group's people may lag by some seconds. */
export class GroupNotSettledError extends AppError {
  constructor() {
    super("servicegroup.not_settled", "WeCom does not show the customer and the owner in this group yet", {
      status: 409,
      retryable: true,
    });
  }
}
