/** One database per Jest worker; two workers because the reference machine has two cores. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/src", "<rootDir>/sandbox", "<rootDir>/test", "<rootDir>/scripts", "<rootDir>/web"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
          target: "es2022",
          keepClassNames: true,
        },
        module: { type: "commonjs" },
      },
    ],
  },
  maxWorkers: 2,
  // For what hangs; a slow machine is no failure.
  testTimeout: 120_000,
};
