import type { ErrorData } from '@atelier/contract/errors.ts';
import type { Figures } from '@atelier/contract/job.ts';
import type { Order } from '@atelier/contract/order.ts';

/** Who ordered: a number, as people in Discord have one; from the key, or nobody in particular. */
export type Owner = string;

export interface View {
  id: string;
  state: 'waiting' | 'painting' | 'done' | 'failed';
  order: Order;
  createdAt: Date;
  /** share that is done, in [0, 1] */
  fraction: number;
  /** of a painting that failed */
  error: { code: string; data: ErrorData } | null;
  /** of a painting that is done */
  figures: (Figures & { width: number; height: number }) | null;
}

interface Picture {
  bytes: Uint8Array;
  /** as in `image/png` */
  type: string;
}

/** Where orders go: to the workers of a fleet, or to a painter of this process. */
export interface Orders {
  /** Errors: job.limit, database.unavailable. */
  submit(owner: Owner, order: Order, photo: Uint8Array, style: Uint8Array | null): Promise<string>;
  /** null: there is none of that id, or it is somebody else's */
  find(owner: Owner, id: string): Promise<View | null>;
  /** null: it is not there (yet, or any more) */
  picture(owner: Owner, id: string): Promise<Picture | null>;
  /** false: it had ended before, or there is none of that id */
  cancel(owner: Owner, id: string): Promise<boolean>;
  /** whether orders are taken now */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
