/** What a corp may have bought or set up beside 客户联系: 对外收款, 获客助手, 商品图册, robots of internal groups. */

export interface Bill {
  n: number;
  payTime: number;
  payee: string;
  /** The bill as `get_bill_list` shows it. */
  row: Record<string, unknown>;
}

export interface AcquisitionLink {
  n: number;
  linkId: string;
  madeBy: number;
  createdAt: number;
  name: string;
  url: string;
  skipVerify: boolean;
  users: string[];
  departments: number[];
  priority: Record<string, unknown> | null;
  /** Seconds of each click. */
  clicks: number[];
  customers: { n: number; externalUserid: string; userid: string; at: number; channel: string }[];
}

export interface Product {
  n: number;
  productId: string;
  madeBy: number;
  createdAt: number;
  fields: Record<string, unknown>;
}

export interface Robot {
  chatName: string;
  removed: boolean;
  messages: { at: number; msgtype: string; body: Record<string, unknown> }[];
}

export interface UploadJob {
  mediaId: string | null;
  createdAt: number;
  filename: string;
  type: string;
  /** 1 running, 2 done, 3 failed. */
  status: 1 | 2 | 3;
  errcode: number;
}

export interface BusinessState {
  bills: Bill[];
  links: Record<string, AcquisitionLink>;
  /** Uses of 获客链接 that are left, and used so far. */
  quota: { balance: number; used: number };
  products: Record<string, Product>;
  robots: Record<string, Robot>;
  uploadJobs: Record<string, UploadJob>;
}

export const emptyBusiness = (): BusinessState => ({
  bills: [],
  links: {},
  quota: { balance: 1000, used: 0 },
  products: {},
  robots: {},
  uploadJobs: {},
});
