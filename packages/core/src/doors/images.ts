/**
 * Pictures in memory, from files and back.
 *
 * @module images
 */
export { decode } from '../images/decode.ts';
export { type Encoded, type EncodeOptions, encode, encodeWithin } from '../images/encode.ts';
export { formatOf, OUTPUT_FORMATS, type OutputFormat } from '../images/formats.ts';
export type { Image, Size } from '../images/image.ts';
export { type Inspected, inspect } from '../images/inspect.ts';
export { IMAGE_LIMITS } from '../images/limits.ts';
export { fit, resize } from '../images/resize.ts';
export { inspectPicture } from '../isolated/pictures.ts';
