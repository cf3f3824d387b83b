/** A problem the operator can solve, told in its message. Scripts print it without a stack trace and exit 1. */
class OperatorError extends Error {}

/** Runs a script's body; its failure becomes a message and exit status 1. */
async function tellFailure(body) {
  try {
    return await body();
  } catch (error) {
    console.error(wordsFor(error));
    process.exit(1);
  }
}

function wordsFor(error) {
  if (error instanceof OperatorError) return error.message;
  // Most often: started once as root, now as an ordinary user.
  if (error?.code === "EACCES" && error.path) return `No permission for ${error.path}. Who owns it, and who runs this?`;
  return error;
}

module.exports = { OperatorError, tellFailure };
