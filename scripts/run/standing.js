/**
 * What stands at the moment, in the order of starting. A part has `stop()` and, when it can be ended at once, `kill()`.
 * Parts are added the moment they start, so that an interruption halfway ends them too.
 */
class Standing {
  #parts = [];

  add(part) {
    this.#parts.push(part);
    return part;
  }

  /** Ends the parts one after the other, the newest first. */
  async end() {
    for (const part of [...this.#parts].reverse()) await part.stop();
  }

  kill() {
    for (const part of this.#parts) part.kill?.();
  }
}

module.exports = { Standing };
