const MIB = 1024 * 1024;
const SECOND = 1000;

/** Every limit between a person, the bot and a worker: one object, each with unit and reason. */
export const LIMITS = {
  /** bytes of a photo; Discord's own default is 10 MiB, boosted servers allow far more than a painting needs */
  photoBytes: 25 * MIB,
  /** ms for a whole fetch of a photo: long enough for 25 MB on a slow line, short enough to answer a person */
  fetchMs: 15 * SECOND,
  /** jobs of one person that may wait or be painted at once, so that nobody fills the queue alone */
  openJobsPerUser: 4,
  /** the same as a server's managers may set it: one at a time, up to what still leaves room for others */
  openJobsPerUserRange: { min: 1, max: 10 },
  /** s by which each open job of a person moves the turn of the next one back: about what one painting takes on two
   *  cores with others waiting. It is bounded, so nobody waits for ever behind newcomers */
  turnSeconds: { fast: 60, high: 600 },
  /** share of a turn between two jobs of one server: the more often the turn comes to a server, the less those of other
   *  servers are kept from waiting behind its many */
  serverTurn: 0.25,
  /** pixels of the longer side of a result. The engine paints larger ones in high quality too, but takes minutes */
  longestSide: { fast: 2048, high: 1024 },
  /** s between two looks for cancelled jobs while painting; NOTIFY tells at once, but does not pass every pooler */
  cancelPollSeconds: 1,
  /** results that one page of a history shows at most */
  historyPage: 25,
  /** ms between two edits of a reply: webhook edits share a limit of about 5 in 2 s with the result itself */
  progressEveryMs: 3 * SECOND,
  /** presets of its own that a server may have: they come first in menus, which hold 25 */
  presetsPerServer: 20,
  /** paintings of one server that may be learnt or wait for it at once: each takes minutes of a worker */
  lessonsPerServer: 2,
  /** s that learning a preset may take before it is handed to another worker */
  lessonSeconds: 1800,
  /** ms an interaction token lives (Discord's documentation) */
  tokenLifeMs: 15 * 60 * SECOND,
  /** ms after the interaction at which the token is no longer used: half a minute before its end, as an upload
   *  and its retries take time */
  tokenUsableMs: 14.5 * 60 * SECOND,
  /** times a job is begun before it is given up */
  attempts: 3,
  /** s without a heartbeat after which a worker counts as dead; 10 is the least that pg-boss accepts */
  heartbeatSeconds: 10,
  /** s between two heartbeats: three chances within `heartbeatSeconds` */
  heartbeatRefreshSeconds: 3,
  /** s for which a worker leaves a job that failed on it to others: they may be busy, but not for ever */
  leaveToOthersSeconds: 60,
  /** failures in a row after which a worker goes into quarantine: one may be the job's own, three are not */
  failuresInARow: 3,
  /** s in quarantine before the worker tries itself: short at first, as a fresh painter mends most, then twice as long
   *  each time */
  quarantineSeconds: { first: 15, most: 600 },
  /** s a single attempt may take before it is handed to another worker */
  attemptSeconds: { fast: 300, high: 1800 },
  /** the same of a clip, which keeps each finished second: stills come first, so on a busy worker it may take long */
  clipSeconds: { fast: 4 * 3600, high: 12 * 3600 },
  /** ms that one edit of a reply may take before it is given up; the outcome waits for it */
  editMs: 10 * SECOND,
  /** ms that one upload of a picture may take: 10 MB at 1.5 Mbit/s */
  uploadMs: 60 * SECOND,
  /** uploads of a picture that took longer before its smaller rendition is sent instead */
  slowUploads: 2,
  /** s for which an edit keeps the outcome from the reply: what it may take, and 5 s in which one that was given up may
   *  still land. Answers of Discord's that came 11 to 13.5 s late have been seen */
  replyHoldSeconds: 15,
  /** s after which an outcome is looked at again that came after an edit that had been given up */
  lookAgainSeconds: { first: 20, second: 60 },
  /** ms between two edits that keep a waiting reply's place true */
  placeEveryMs: 5 * SECOND,
  /** s for which the trouble of a delivery may last: twice the half hour that a person may
   *  count on. The result is kept for longer in any case, see `keepBytesHours` */
  deliverySeconds: 3600,
  /** s between two tries of a delivery at most; the first takes 1 to 2 s, and each is about twice the one before */
  deliveryPauseSeconds: 30,
  /** s for which a process holds an interaction that it answers; renewed three times as often */
  answerHoldSeconds: 15,
  /** bytes that fit every interaction, whatever its limit says: the second rendition, used after 413 or 40005 */
  fallbackBytes: 2 * MIB,
  /** bytes Discord accepts per attachment when the interaction does not say */
  attachmentBytes: 10 * MIB,
  /** bytes of a multipart request that are not the picture: JSON and boundaries */
  attachmentMargin: 512 * 1024,
  /** pixels of the longer side of a progress preview, and its bytes at most: it is seen small and for 3 s */
  previewSide: 384,
  previewBytes: 256 * 1024,
  /** hours that a job may wait for a worker; after that its person has given up, and is told */
  waitHours: 24,
  /** hours that photo and result bytes are kept after a job ended, for a person who wants the picture again */
  keepBytesHours: 72,
  /** days that the row without its bytes is kept, for statistics and double submits */
  keepRowsDays: 30,
  /** days for which the data of a person or server that has gone is kept: an authorisation taken back by mistake, or a
   *  server that adds the bot again */
  graceDays: 14,
  /** s between two runs of the purge */
  purgeEverySeconds: 600,
  /** s without a check-in after which a worker is not counted any more */
  workerStaleSeconds: 30,
  /** ms a worker gets to finish its job after SIGTERM before it hands the job back: with the time that another one takes to
   *  go on from its checkpoint less than the 30 s that service managers give */
  drainMs: 20 * SECOND,
} as const satisfies Record<string, number | Record<string, number>>;
