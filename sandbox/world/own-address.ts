import type { World } from "./world";

/** Pictures and codes that this sandbox serves itself. */
const OWN_PATHS = /^(?:https?:\/\/[^/]+)?(?=\/(?:_sandbox\/avatars|_media|_qr)\/)/;

/**
 * The url of something this sandbox serves, as it is reached now. What is kept is a path: the port may be another one after a restart, and a data
 * directory may hold urls of an older one.
 */
export const ownAddress = (world: World, kept: string): string => kept.replace(OWN_PATHS, world.publicUrl);
