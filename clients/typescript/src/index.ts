export { Channel, type ChannelOptions, type ChannelRun, type Shown, type Socket } from "./channel.js";
export {
  type Abortable,
  type Options,
  type RunOptions,
  Serpentarium,
  type SessionOptions,
} from "./client.js";
export {
  ApiError,
  type FieldError,
  type Problem,
  type ProblemCode,
  SerpentariumError,
  UnreachableError,
} from "./errors.js";
export { type ExecuteOptions, Session, SessionFiles, type StreamOptions } from "./session.js";
export type * from "./values.js";
