namespace LoadProbe.Link;

/// <summary>A message that must survive, as the server keeps it: it is known by its id, however often it is sent.</summary>
internal readonly record struct Letter(string Subject, string Id, byte[] Bytes)
{
    public static Letter Of(SnapshotTaken taken) => new(Subjects.Snapshot(taken.Run, taken.Snapshot.Agent), IdOf(taken), Wire.Write(taken));

    public static Letter Of(ProbeFinished finished) => new(Subjects.Result(finished.Result.Agent), IdOf(finished), Wire.Write(finished));

    public static Letter Of(AttachmentPart part) => new(Subjects.Attachment(part.Agent), IdOf(part), Wire.Write(part));

    public static string IdOf(SnapshotTaken taken) => $"{taken.Run}/{taken.Snapshot.Agent}/{taken.Snapshot.Number}";

    public static string IdOf(ProbeFinished finished) => finished.Result.Id.ToString("n");

    public static string IdOf(AttachmentPart part) => $"{part.Result:n}/{part.Name}/{part.Number}";
}
