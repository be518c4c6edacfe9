/**
 * What is shown and kept of a painting: loss curves, tables, time lapses, how it was made.
 *
 * @module report
 */
export { beforeAfter } from '../report/compare.ts';
export { type ContactSheet, contactSheet } from '../report/contact-sheet.ts';
export { type HowMade, howMade } from '../report/how-made.ts';
export { lossCsv } from '../report/loss-csv.ts';
export { formatLoss, lossPlot } from '../report/loss-plot.ts';
export { frameOf, TIME_LAPSE_FORMATS, type TimeLapseFormat, timeLapse } from '../report/time-lapse.ts';
