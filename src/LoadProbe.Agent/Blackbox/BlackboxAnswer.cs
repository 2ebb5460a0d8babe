using System.Text;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>What a probe came to; what it has to say of itself is put together for whoever asks, which few do.</summary>
/// <param name="Call">What was asked, and the log.</param>
/// <param name="Figures">The families, as they were answered.</param>
public sealed record BlackboxAnswer(BlackboxCall Call, string Figures)
{
    /// <summary>What debug=true shows.</summary>
    public string Debug()
    {
        var text = new StringBuilder("Logs for the probe:\n");
        foreach (string line in Call.Log.Lines) text.Append(line.ReplaceLineEndings(" ")).Append('\n');
        if (Call.Log.Dropped > 0) text.Append("and ").Append(Call.Log.Dropped).Append(" more lines\n");
        text.Append("\n\n\nMetrics that would have been returned:\n").Append(Figures);
        return text.Append("\n\n\nModule configuration:\n").Append(BlackboxConfigText.OfModule(Call.Module)).ToString();
    }
}
