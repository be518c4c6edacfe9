import type { Result, StyleRequest } from '@atelier/contract/job.ts';
/** A valid request with ids of its own; what a test cares about is given. */
export declare function someRequest(given?: Partial<StyleRequest>): StyleRequest;
/** Stands for a photo where nobody opens it. */
export declare const somePhoto: Uint8Array<ArrayBuffer>;
/** A result as a worker hands it over, of bytes that are no picture. */
export declare function someResult(given?: Partial<Result>): Result;
