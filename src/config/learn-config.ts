import { z } from "zod";
import { evictionPolicies } from "../learn/memory/eviction/index.ts";
import { stepOptions } from "../learn/step-options.ts";
import { encoders } from "../nn/encoders/index.ts";
import { objectives } from "../objectives/index.ts";
import { optimizers } from "../optim/index.ts";
import { governorConfig } from "./governor-config.ts";
import { namedOptions } from "./named-options.ts";

const fraction = z.number().min(0).max(1);

/** Time between the two frames of a positive pair; drawn anew for every pair. */
const gapMs = z
  .strictObject({
    min: z.number().min(1).max(60_000).default(100),
    max: z.number().min(1).max(60_000).default(500),
  })
  .refine((g) => g.min <= g.max, { path: ["min"], error: "must not be more than gapMs.max" });

/** How far ahead the frame is that is predicted; drawn anew for every clip. */
const horizonMs = z
  .strictObject({
    min: z.number().min(1).max(60_000).default(100),
    max: z.number().min(1).max(60_000).default(400),
  })
  .refine((h) => h.min <= h.max, { path: ["min"], error: "must not be more than horizonMs.max" });

/** The replay store that turns a correlated stream into decorrelated batches. */
const memory = z.strictObject({
  /** Bytes of samples kept, per sensor. */
  budgetMb: z.number().min(1).max(65_536).default(64),
  /** Part of a batch that comes from the last `freshWindowS`; the rest is older. */
  freshFraction: fraction.default(0.125),
  freshWindowS: z.number().positive().max(3600).default(6),
  /** Least time between two items of one batch. */
  minimumGapMs: z.number().min(0).max(60_000).default(1000),
  /** Which stretch goes when the memory is full. */
  eviction: z.enum(evictionPolicies.names).default("random"),
  /** Part of the memory that belongs to the newest stretches, whatever the policy says. */
  recentShare: z.number().min(0).max(0.9).default(0.1),
  /** Most clips drawn from a stretch for each of its frames; absent = no limit. */
  maxUses: z.number().min(1).max(1e6).optional(),
  /** A stretch whose picture changes less than this is not kept; mean difference, part of full scale. */
  stationaryBelow: fraction.default(0.004),
  /** Writes the memory to the checkpoint folder so often, and at the end; absent = never. */
  saveEveryS: z.number().min(1).max(86_400).optional(),
});

/** What may change in a frame without changing what it shows. 0 switches one off. */
const augment = z.strictObject({
  /** Largest relative change of brightness. */
  brightness: z.number().min(0).max(0.9).default(0.2),
  /** Largest relative change of contrast. */
  contrast: z.number().min(0).max(0.9).default(0.2),
  /** Largest shift of the image in each direction. */
  shiftPx: z.int().min(0).max(64).default(4),
  /** Largest part of a pair's earlier frame that is blanked, as one rectangle. */
  erase: z.number().min(0).max(0.9).default(0.5),
});

/** What an encoder must show, without labels, before it publishes. */
const health = z.strictObject({
  /** Steps between two examinations. */
  everySteps: z.int().min(1).default(50),
  /** Part of the stream that is examined and never trained on. */
  heldOutFraction: z.number().gt(0).max(0.5).default(0.1),
  /** Fewest held-out frames that an examination needs. */
  minFrames: z.int().min(8).default(32),
  /** Effective rank (RankMe) as a part of the feature's dimension. */
  minRankFraction: fraction.default(0.1),
  /** std of the l2-normalised feature times √dimension: 1 is isotropic, 0 collapsed. */
  minStd: z.number().min(0).default(0.3),
  /** Variance between one-second windows over variance within them. */
  minSlowFastRatio: z.number().min(0).default(3),
  /** Next-frame skill against copying the last frame; 1 is perfect, 0 no better. */
  minSkill: z.number().max(1).default(0),
  /** Temporal retrieval on held-out frames, as a part of the best so far. */
  minRecallOfBest: fraction.default(0.9),
  /** How much nearer the two frames of a clip are to each other than to others: 0 no nearer, 1 the same. */
  minLatentSkill: z.number().max(1).default(0.02),
  maxLatentSkill: z.number().max(1).default(0.995),
  /** Failures in a row after which the learner goes back to what was healthy; 0 = never. */
  rollBackAfter: z.int().min(0).max(1000).default(3),
});

/** Where trained encoders are kept. */
const checkpoint = z.strictObject({
  directory: z.string().min(1).default("checkpoints"),
  everySeconds: z.number().positive().default(30),
  keep: z.int().min(2).max(1000).default(3),
  /** PEM file with the Ed25519 private key that new ones are signed with. */
  sign: z.string().min(1).optional(),
  /** PEM files with the public keys of those whose checkpoints are opened; absent = any checkpoint is. */
  trust: z.array(z.string().min(1)).min(1).max(16).optional(),
});

/** What consumers of features may rely on from one promotion to the next. */
const contract = z.strictObject({
  /** Frames of the memory that hold the basis. */
  anchors: z.int().min(16).max(4096).default(256),
  /** Part of them that newer frames may replace at a promotion. */
  renewed: fraction.default(1 / 16),
  /** Part of the anchors' variance that an alignment may miss; more raises the contract's version. */
  maxResidual: fraction.default(0.5),
  /** After that, features are also published under the version before for so long. */
  graceS: z.number().min(0).max(86_400).default(60),
});

/** How the encoder is trained. */
export const learnConfig = z.strictObject({
  encoder: namedOptions(encoders, {}).prefault({ name: "merge" }),
  objectives: z
    .array(namedOptions(objectives, { weight: z.number().positive().default(1) }))
    .min(1)
    .prefault([{ name: "info-nce" }, { name: "next-frame", weight: 40 }])
    .superRefine((list, context) => {
      list.forEach(({ name }, index) => {
        if (list.findIndex((other) => other.name === name) < index) {
          context.addIssue({
            code: "custom",
            path: [index, "name"],
            message: `'${name}' is listed twice; give it one larger weight instead`,
          });
        }
      });
    }),
  optimizer: namedOptions(optimizers, {}).prefault({ name: "adamw" }),
  batch: z.int().min(2).max(1024).default(32),
  /** How a step is computed. */
  step: stepOptions.prefault({}),
  gapMs: gapMs.prefault({}),
  horizonMs: horizonMs.prefault({}),
  memory: memory.prefault({}),
  augment: augment.prefault({}),
  health: health.prefault({}),
  contract: contract.prefault({}),
  /** Threads of one training step. Part of what makes a result reproducible bit for bit. */
  threads: z.int().min(1).max(64).default(2),
  /** Added to the trainer's niceness, so that inference goes first. */
  niceness: z.int().min(0).max(19).default(10),
  /** What keeps training from taking what inference and the device need. */
  governor: governorConfig.prefault({}),
  checkpoint: checkpoint.prefault({}),
});
