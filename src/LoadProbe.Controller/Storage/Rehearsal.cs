namespace LoadProbe.Controller;

/// <summary>Rows that nobody said, to be written and taken back: how rows are written is compiled when a store opens, and not beside the first second of a run.</summary>
internal sealed class Rehearsal
{
    public static Rehearsal Instance { get; } = new();

    public static ResultRow Result { get; } = new(Guid.Empty, "", "", "", 0, 0, "", "", "{}");

    public static SnapshotRow Snapshot { get; } = new("", "", 0, 0, 0, 0, 0, 0, 0, 0, []);
}
