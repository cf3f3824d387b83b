/** How the starter (scripts/run/child.js) and the image (docker/Dockerfile) start the web process. */
export const WEB_MEMORY = ["--max-semi-space-size=8", "--initial-old-space-size=64"];
