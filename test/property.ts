import fc from "fast-check";

/**
 * Generated cases. The short run draws the same ones each time, so that it says the same of the same code; the long run
 * draws others, and prints the seed of what fails.
 */
if (!process.env.JEST_LONG) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122 });

export { fc };
