/** A problem the operator can solve, told in its message. Scripts print it without a stack trace and exit 1. */
class OperatorError extends Error {}

/** Runs a script's body; its failure becomes a message and exit status 1. */
async function tellFailure(body) {
  try {
    return await body();
  } catch (error) {
    console.error(error instanceof OperatorError ? error.message : error);
    process.exit(1);
  }
}

module.exports = { OperatorError, tellFailure };
