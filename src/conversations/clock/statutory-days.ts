import type * as Lunar from "lunar-typescript";

const SOLAR_DAYS = new Set(["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]);
/** 春节, 端午 and 中秋 by month and day of the lunar calendar; 除夕 and 清明 have no fixed day in either. */
const LUNAR_DAYS = new Set(["1-1", "1-2", "1-3", "5-5", "8-15"]);

/**
 * Whether a day is a holiday by law, whatever the State Council arranges around it: what is known of years whose
 * arrangement is not.
 *
 * @param day YYYY-MM-DD.
 * @see https://www.gov.cn/zhengce/content/202411/content_6986380.htm 全国年节及纪念日放假办法
 */
export function isStatutoryDay(day: string): boolean {
  if (SOLAR_DAYS.has(day.slice(5))) return true;
  // Loaded when first needed, which may be next year.
  const { Solar } = require("lunar-typescript") as typeof Lunar;
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const solar = Solar.fromYmd(year, month, date);
  const lunar = solar.getLunar();
  if (lunar.getJieQi() === "清明" || LUNAR_DAYS.has(`${lunar.getMonth()}-${lunar.getDay()}`)) return true;
  const tomorrow = solar.next(1).getLunar();
  return tomorrow.getMonth() === 1 && tomorrow.getDay() === 1;
}
