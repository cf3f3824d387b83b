// The decoder alone, without the recorder around it, which would start its worker from a blob that our policy refuses. It
// answers {command: "decode", buffer} with {command: "decode", amr: samples at 8 kHz, or null}.
import amrDecoder from "benz-amr-recorder/src/amrnb.js";

amrDecoder();
