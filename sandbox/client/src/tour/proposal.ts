import { TOUR_CUSTOMER, TOUR_QUESTION } from "./story";
import { useTour } from "./tour";

/** The tour puts the question into the new customer's input box. */
export function useProposal(customer: string): string | undefined {
  const { step } = useTour();
  return step === 1 && customer === TOUR_CUSTOMER.externalUserid ? TOUR_QUESTION : undefined;
}
