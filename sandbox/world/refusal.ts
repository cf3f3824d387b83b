/** The world does not allow this: no such customer, not friends, already gone. The control surface answers it as a 4xx. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
