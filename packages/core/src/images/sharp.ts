import sharp from 'sharp';

/**
 * sharp, set up once for the whole program; everything in this package imports it from here.
 *
 * - No cache: every picture passes once, and libvips would otherwise hold up to 50 MB of decoded pixels
 *   of strangers' pictures between jobs.
 * - One thread a picture: the engine beside it uses every core already, and with glibc's allocator more
 *   libvips threads mostly mean more fragmentation (sharp's own default there is 1 too; elsewhere it is
 *   the number of cores).
 * - Only the loaders that we need: a file that merely looks like a PNG cannot reach the TIFF, PDF or
 *   ImageMagick code. SVG is there for the loss plots, which we draw ourselves; a person's SVG is refused by
 *   `sniff` before sharp sees it.
 */
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Svg'].map((loader) => `VipsForeignLoad${loader}`),
});

export { sharp };
