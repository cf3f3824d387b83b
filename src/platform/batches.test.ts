import { batches } from "./batches";

const lengths = (sizes: number[]) => [...batches(sizes, (size) => size)].map((batch) => batch.length);

describe("batches", () => {
  it("cuts by number while rows are small", () => {
    expect(lengths(new Array(2_100).fill(100))).toEqual([1_000, 1_000, 100]);
    expect(lengths([])).toEqual([]);
  });

  it("cuts earlier where rows are large, and gives a huge one a statement of its own", () => {
    expect(lengths(new Array(5).fill(200_000))).toEqual([2, 2, 1]);
    expect(lengths([10, 9_000_000, 10, 10])).toEqual([1, 1, 2]);
  });

  it("keeps every row, in order", () => {
    const sizes = Array.from({ length: 3_000 }, (_, n) => (n * 7_919) % 300_000);
    expect([...batches(sizes, (size) => size)].flat()).toEqual(sizes);
  });
});
