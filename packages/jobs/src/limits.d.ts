/** Every limit between a person, the bot and a worker: one object, each with unit and reason. */
export declare const LIMITS: {
    /** bytes of a photo; Discord's own default is 10 MiB, boosted servers allow far more than a painting needs */
    readonly photoBytes: number;
    /** ms for a whole fetch of a photo: long enough for 25 MB on a slow line, short enough to answer a person */
    readonly fetchMs: number;
    /** jobs of one person that may wait or be painted at once, so that nobody fills the queue alone */
    readonly openJobsPerUser: 4;
    /** ms between two edits of a reply: webhook edits share a limit of about 5 in 2 s with the result itself */
    readonly progressEveryMs: number;
    /** ms an interaction token lives (Discord's documentation) */
    readonly tokenLifeMs: number;
    /** ms after the interaction at which the token is no longer used: half a minute before its end, as an upload
     *  and its retries take time */
    readonly tokenUsableMs: number;
    /** times a job is begun before it is given up */
    readonly attempts: 3;
    /** s without a heartbeat after which a worker counts as dead; 10 is the least that pg-boss accepts */
    readonly heartbeatSeconds: 10;
    /** s between two heartbeats: three chances within `heartbeatSeconds` */
    readonly heartbeatRefreshSeconds: 3;
    /** s a single attempt may take before it is handed to another worker */
    readonly attemptSeconds: {
        readonly fast: 300;
        readonly high: 1800;
    };
    /** times a delivery is tried; with the delays below some 20 minutes, longer than a token lives */
    readonly deliveryAttempts: 8;
    /** bytes that fit every interaction, whatever its limit says: the second rendition, used after 413 or 40005 */
    readonly fallbackBytes: number;
    /** bytes Discord accepts per attachment when the interaction does not say */
    readonly attachmentBytes: number;
    /** bytes of a multipart request that are not the picture: plot, JSON and boundaries */
    readonly attachmentMargin: number;
    /** pixels of the longer side of a progress preview, and its bytes at most: it is seen small and for 3 s */
    readonly previewSide: 384;
    readonly previewBytes: number;
    /** hours that photo and result bytes are kept after a job ended, for a person who wants the picture again */
    readonly keepBytesHours: 72;
    /** days that the row without its bytes is kept, for statistics and double submits */
    readonly keepRowsDays: 30;
    /** s between two runs of the purge */
    readonly purgeEverySeconds: 600;
    /** s without a check-in after which a worker is not counted any more */
    readonly workerStaleSeconds: 30;
    /** ms a worker gets to finish its job after SIGTERM before it hands the job back */
    readonly drainMs: number;
};
