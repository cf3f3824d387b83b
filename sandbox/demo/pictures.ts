import { crc32, deflateSync } from "node:zlib";
import type { Random } from "./random";

const WIDTH = 240;
const HEIGHT = 180;

type Colour = readonly [number, number, number];

const SEGMENTS = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"];
const SEGMENT_BOXES: Record<string, readonly [number, number, number, number]> = {
  a: [3, 0, 14, 3],
  b: [17, 3, 3, 14],
  c: [17, 20, 3, 14],
  d: [3, 34, 14, 3],
  e: [0, 20, 3, 14],
  f: [0, 3, 3, 14],
  g: [3, 17, 14, 3],
};

/** A picture of plain shapes: enough to tell a leaking joint from a worn filter at a glance. */
class Canvas {
  readonly #palette: Colour[] = [];
  /** One palette index a pixel, and PNG's filter byte in front of each row. */
  readonly #rows = Buffer.alloc(HEIGHT * (WIDTH + 1));

  constructor(background: Colour) {
    this.box(0, 0, WIDTH, HEIGHT, background);
  }

  box(x: number, y: number, width: number, height: number, colour: Colour): void {
    const index = this.#indexOf(colour);
    for (let row = Math.max(0, y); row < Math.min(HEIGHT, y + height); row++) this.#stroke(row, x, x + width, index);
  }

  disc(x: number, y: number, radius: number, colour: Colour): void {
    const index = this.#indexOf(colour);
    for (let row = Math.max(0, y - radius); row <= Math.min(HEIGHT - 1, y + radius); row++) {
      const half = Math.floor(Math.sqrt(radius ** 2 - (row - y) ** 2));
      this.#stroke(row, x - half, x + half + 1, index);
    }
  }

  number(text: string, x: number, y: number, colour: Colour): void {
    [...text].forEach((digit, index) => {
      for (const segment of SEGMENTS[Number(digit)] ?? "") {
        const [left, top, width, height] = SEGMENT_BOXES[segment] as readonly [number, number, number, number];
        this.box(x + index * 26 + left, y + top, width, height, colour);
      }
    });
  }

  png(): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(WIDTH, 0);
    header.writeUInt32BE(HEIGHT, 4);
    header.set([8, 3, 0, 0, 0], 8);
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk("IHDR", header),
      chunk("PLTE", Buffer.from(this.#palette.flat())),
      chunk("IDAT", deflateSync(this.#rows)),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }

  #indexOf(colour: Colour): number {
    const known = this.#palette.findIndex((one) => one.every((value, part) => value === colour[part]));
    return known >= 0 ? known : this.#palette.push(colour) - 1;
  }

  #stroke(row: number, from: number, to: number, index: number): void {
    const start = row * (WIDTH + 1) + 1;
    this.#rows.fill(index, start + Math.max(0, from), start + Math.min(WIDTH, Math.max(0, to)));
  }
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

const WHITE: Colour = [246, 247, 245];
const GREY: Colour = [150, 158, 160];
const DARK: Colour = [62, 70, 74];
const BLUE: Colour = [86, 156, 214];
const GREEN: Colour = [31, 122, 90];
const RED: Colour = [206, 72, 62];
const YELLOW: Colour = [222, 186, 74];
const BROWN: Colour = [122, 84, 48];

function cupboard(canvas: Canvas): void {
  canvas.box(20, 20, 200, 150, [214, 196, 170]);
  canvas.box(30, 30, 180, 130, [120, 104, 86]);
  canvas.box(150, 30, 10, 80, GREY);
}

function filterTube(canvas: Canvas, colour: Colour): void {
  canvas.box(95, 30, 50, 12, DARK);
  canvas.box(90, 42, 60, 110, colour);
  for (let y = 52; y < 146; y += 10) canvas.box(90, y, 60, 2, GREY);
}

function machine(canvas: Canvas, light: Colour): void {
  canvas.box(70, 30, 100, 125, WHITE);
  canvas.box(70, 30, 100, 20, GREEN);
  canvas.box(85, 70, 30, 70, GREY);
  canvas.box(125, 70, 30, 70, GREY);
  canvas.disc(120, 60, 5, light);
}

function paper(canvas: Canvas): void {
  canvas.box(60, 15, 120, 150, WHITE);
  canvas.box(75, 28, 60, 8, DARK);
  for (let y = 48; y < 150; y += 12) canvas.box(75, y, 60 + ((y * 7) % 34), 4, GREY);
}

const SCENES: Record<string, (canvas: Canvas, random: Random) => void> = {
  sink: (canvas) => cupboard(canvas),
  leak: (canvas, random) => {
    cupboard(canvas);
    canvas.disc(155, 125, random.between(14, 24), BLUE);
    canvas.box(60, 146, 130, 10, BLUE);
  },
  valve: (canvas) => {
    cupboard(canvas);
    canvas.box(135, 80, 40, 8, BLUE);
  },
  oldfilter: (canvas) => filterTube(canvas, BROWN),
  newfilter: (canvas) => filterTube(canvas, WHITE),
  tds: (canvas, random) => {
    canvas.box(50, 50, 140, 80, DARK);
    canvas.number(`${random.between(5, 18)}`.padStart(3, "0"), 82, 70, [120, 240, 170]);
  },
  panel: (canvas) => machine(canvas, RED),
  installed: (canvas) => {
    cupboard(canvas);
    machine(canvas, BLUE);
  },
  model: (canvas) => machine(canvas, BLUE),
  oldmachine: (canvas) => {
    cupboard(canvas);
    canvas.box(80, 50, 70, 100, YELLOW);
  },
  yellow: (canvas) => {
    canvas.box(85, 40, 70, 110, WHITE);
    canvas.box(90, 60, 60, 85, YELLOW);
  },
  kettle: (canvas) => {
    canvas.disc(120, 95, 60, GREY);
    canvas.disc(120, 95, 48, WHITE);
  },
  soup: (canvas) => {
    canvas.disc(120, 95, 60, WHITE);
    canvas.disc(120, 95, 46, GREEN);
  },
  wall: (canvas) => {
    canvas.box(0, 140, WIDTH, 40, BROWN);
    canvas.box(150, 100, 22, 22, WHITE);
  },
  floor: (canvas, random) => {
    for (let speck = 0; speck < 60; speck++) {
      canvas.disc(random.between(10, 230), random.between(10, 170), random.between(1, 4), GREY);
    }
  },
  faucet: (canvas) => {
    canvas.box(110, 60, 14, 90, DARK);
    canvas.box(110, 50, 60, 14, DARK);
    canvas.box(158, 60, 12, 20, DARK);
  },
  bill: (canvas) => paper(canvas),
  contract: (canvas) => {
    paper(canvas);
    canvas.box(72, 92, 96, 3, RED);
  },
  warranty: (canvas) => {
    paper(canvas);
    canvas.disc(150, 140, 16, RED);
  },
  label: (canvas, random) => {
    paper(canvas);
    canvas.number(`${random.between(1000, 9999)}`, 72, 110, DARK);
  },
  waste: (canvas) => {
    cupboard(canvas);
    canvas.box(60, 120, 40, 40, GREEN);
  },
  sticker: (canvas) => {
    canvas.disc(120, 90, 70, YELLOW);
    canvas.disc(95, 75, 8, DARK);
    canvas.disc(145, 75, 8, DARK);
    canvas.box(92, 112, 56, 8, DARK);
  },
};

/** A PNG file; no two are the same, because the light differs. */
export function drawPicture(scene: string, random: Random): Buffer {
  const draw = SCENES[scene];
  if (!draw) throw new Error(`no picture of ${scene}`);
  const shade = random.between(0, 40);
  const canvas = new Canvas([200 + shade, 202 + shade, 196 + random.between(0, 40)]);
  draw(canvas, random);
  canvas.disc(random.between(0, WIDTH), random.between(0, 12), 3, WHITE);
  return canvas.png();
}
