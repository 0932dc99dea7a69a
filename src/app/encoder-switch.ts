import type { Logger } from "../core/log.ts";
import type { LearnerEvent, SensorEncoder } from "../learn/learner-messages.ts";
import type { LearnerThread } from "../learn/learner-thread.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { LiveHeads } from "./heads/live-heads.ts";
import type { LiveEncoder } from "./live-encoder.ts";
import type { SensorMeter } from "./sensor-meter.ts";
import {
  startShadowRun,
  type ShadowOptions,
  type ShadowReport,
  type ShadowRun,
} from "./shadow-run.ts";

type Promoted = Extract<LearnerEvent, { kind: "promoted" }>;

/** Which encoder answers: promotions after a trial on live frames, and going back. One change at a time. */
export interface EncoderSwitch {
  /** Tries a promoted encoder on live frames and switches to it. Never rejects. */
  promote(event: Promoted): Promise<void>;
  /**
   * Lets the encoder before answer again, at once: a trial in progress is refused. Never rejects.
   * @returns what happened, or why it did not, for people
   */
  rollBack(
    sensor: string,
    reason: string,
  ): Promise<{ readonly isDone: boolean; readonly sentence: string }>;
}

export interface EncoderSwitchOptions {
  readonly sensors: ReadonlyMap<
    string,
    { readonly meter: Omit<SensorMeter, "frames">; readonly encoder: LiveEncoder }
  >;
  /** Those that answered before the start, oldest first. */
  readonly earlier: readonly SensorEncoder[];
  /** Those that answer at the start. */
  readonly first: readonly SensorEncoder[];
  /** Most versions kept to go back to, the one that answers included. */
  readonly keep: number;
  readonly shadow: ShadowOptions;
  readonly learner: Pick<LearnerThread, "decide" | "goBack">;
  readonly publisher: Pick<Publisher, "retained">;
  readonly heads?: Pick<LiveHeads, "prepare"> | undefined;
  readonly log: Logger;
  /** Told of promotions that answer now, of refusals and of going back. */
  readonly onLearned?: ((event: LearnerEvent) => void) | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Holds `keep` packed encoders for each sensor. */
export function createEncoderSwitch(options: EncoderSwitchOptions): EncoderSwitch {
  const { sensors, keep, learner, publisher, log, onLearned, now } = options;
  const versions = new Map<string, SensorEncoder[]>();
  // One that was never promoted is nothing to go back to.
  const promotedOnce = options.first.filter(({ contract }) => contract !== undefined);
  for (const encoder of [...options.earlier, ...promotedOnce]) {
    versions.set(encoder.sensor, [...(versions.get(encoder.sensor) ?? []), encoder]);
  }
  const trials = new Map<string, ShadowRun>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  type Named = Pick<SensorEncoder, "sensor" | "version" | "step" | "contract">;
  const say = (encoder: Named, event: Readonly<Record<string, unknown>>): void => {
    const { sensor, version, step, contract } = encoder;
    const at = new Date(now()).toISOString();
    publisher.retained(sensor, "model", { version, step, contract, event: { ...event, at } });
  };
  const promote = async (event: Promoted): Promise<void> => {
    const { sensor, version, step, contract } = event.encoder;
    const { encoder, meter } = sensors.get(sensor)!;
    const from = encoder.version;
    const trial = (): ShadowRun => {
      const isSameContract =
        contract !== undefined && contract.version === encoder.contract?.version;
      const run = startShadowRun({ ...options.shadow, isSameContract });
      trials.set(sensor, run);
      return run;
    };
    let report: ShadowReport | undefined;
    try {
      // First the heads: from its first answer on they fit the new encoder.
      await options.heads?.prepare(event.encoder);
      report = await encoder.promote(event.encoder, trial);
    } catch (error) {
      const sentence = `the encoder of step ${step} cannot answer: ${wordsOf(error)}`;
      log.warn(`${sensor}: ${sentence}`);
      learner.decide(sensor, step, [sentence]);
      return;
    } finally {
      trials.delete(sensor);
    }
    const refused = report?.refused ?? [];
    learner.decide(sensor, step, refused);
    if (refused.length > 0) {
      log.warn(`${sensor}: the encoder of step ${step} stays out: ${refused.join("; ")}`);
      const { version: own, step: ownStep, contract: ownContract } = encoder;
      const present = { sensor, version: own, step: ownStep, contract: ownContract };
      say(present, { kind: "refused", version, step, reasons: refused, shadow: report });
      return;
    }
    const kept = [...(versions.get(sensor) ?? []), event.encoder].slice(-keep);
    versions.set(sensor, kept);
    meter.serving({ version, step, contract });
    meter.assessed(event.assessment, true);
    log.info(
      `${sensor}: the encoder of step ${step} answers${contract ? `, contract ${contract.version}, residual ${contract.residual.toFixed(3)}` : ""}`,
    );
    say(event.encoder, { kind: "promoted", from, shadow: report });
    publisher.retained(sensor, "health", { ...event.assessment });
    onLearned?.(event);
  };

  return {
    promote: (event) => inTurn(() => promote(event)),
    rollBack: (sensor, reason) => {
      trials.get(sensor)?.refuse("a command went back meanwhile");
      return inTurn(async () => {
        const own = versions.get(sensor) ?? [];
        const [to, left] = [own.at(-2), own.at(-1)];
        const station = sensors.get(sensor);
        if (!station || !to || !left) {
          const sentence = `${sensor}: there is no earlier version to go back to`;
          log.warn(sentence);
          return { isDone: false, sentence };
        }
        try {
          await station.encoder.promote(to);
        } catch (error) {
          const sentence = `${sensor}: the encoder of step ${to.step} cannot answer: ${wordsOf(error)}`;
          log.warn(sentence);
          return { isDone: false, sentence };
        }
        versions.set(sensor, own.slice(0, -1));
        station.meter.serving(to);
        learner.goBack(sensor, to.step);
        const sentence = `${sensor}: the encoder of step ${to.step} answers again instead of step ${left.step}: ${reason}`;
        log.warn(sentence);
        say(to, { kind: "rolled-back", from: left.version, reasons: [reason] });
        // Last, because going back is urgent: until then heads that do not fit say so.
        await options.heads?.prepare(to);
        return { isDone: true, sentence };
      });
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
