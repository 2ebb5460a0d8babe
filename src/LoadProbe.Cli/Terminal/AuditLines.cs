namespace LoadProbe.Cli;

/// <summary>Entries of the audit, a line each.</summary>
internal static class AuditLines
{
    /// <param name="entries">Number, instant, who, action, about, detail of each.</param>
    public static void Print(IEnumerable<string?[]> entries) => ListTable.Print(["", "when", "who", "did", "what", ""], entries, "nothing was done yet");
}
