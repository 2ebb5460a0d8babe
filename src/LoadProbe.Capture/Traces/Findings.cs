namespace LoadProbe.Capture;

/// <summary>What the analysis of the network says of one packet; docs/npm.md has the rules.</summary>
[Flags]
internal enum Findings : uint
{
    None = 0,
    CapturedTwice = 1,
    RepeatedOnTheWay = 1 << 1,
    OlderConnection = 1 << 2,
    NotAnalysed = 1 << 3,
    Fast = 1 << 4,
    TailProbe = 1 << 5,
    Timeout = 1 << 6,
    Spurious = 1 << 7,
    SpuriousAfterAll = 1 << 8,
    FillsLost = 1 << 9,
    FillsReordered = 1 << 10,
    CapturedLate = 1 << 11,
    OpensHole = 1 << 12,
    AcknowledgesUnseen = 1 << 13,
    KeepAlive = 1 << 14,
    WindowProbe = 1 << 15,
    WindowCloses = 1 << 16,
    WindowOpens = 1 << 17,
    WindowFull = 1 << 18,
    SynAgain = 1 << 19,
    Reset = 1 << 20,
    Unreachable = 1 << 21,
    DuplicateAck = 1 << 22,
    SelectiveAck = 1 << 23,
    ReceivedTwice = 1 << 24,

    /// <summary>Sent again, or filling a hole by being sent again.</summary>
    Again = Fast | TailProbe | Timeout | Spurious | SpuriousAfterAll | RepeatedOnTheWay | SynAgain,

    /// <summary>What somebody who looks for trouble looks for.</summary>
    Trouble = Again | OlderConnection | NotAnalysed | FillsLost | FillsReordered | CapturedLate | OpensHole | AcknowledgesUnseen | WindowCloses | WindowOpens | WindowFull | Reset | Unreachable | ReceivedTwice,
}
