declare module "benz-amr-recorder/src/amrnb.js" {
  /** Makes the worker it is called in answer to its messages. */
  // biome-ignore lint/style/noDefaultExport: it is CommonJS, and this is all it exports
  export default function amrDecoder(): void;
}
