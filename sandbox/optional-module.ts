/** A part of the sandbox that may not be installed. Null when it is absent; errors inside it are real errors. */
export function optionalModule<T>(path: string): T | null {
  try {
    require.resolve(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
  return require(path) as T;
}
