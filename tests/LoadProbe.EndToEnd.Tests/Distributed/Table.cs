namespace LoadProbe.EndToEnd.Tests;

/// <summary>What tests have measured, a line each in a file of <c>artifacts</c>, for whoever wants the figures.</summary>
internal static class Table
{
    public static void Line(string file, string what, int round, string figures)
    {
        string line = $"{what,-36} {round,3}  {figures}";
        TestContext.Current.SendDiagnosticMessage("{0}", line);
        File.AppendAllText(Path.Combine(Machine.Root, "artifacts", file), line + "\n");
    }
}
