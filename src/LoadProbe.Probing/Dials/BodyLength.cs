using System.Globalization;
using System.Net;

namespace LoadProbe.Probing;

/// <summary>
/// Whether an answer says one length or none: one that is no number, and two that differ, leave it open where the answer
/// ends (RFC 9112, 6.3).
/// </summary>
internal static class BodyLength
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Fault(int status, IReadOnlyList<string> lengths)
    {
        if (status == (int)HttpStatusCode.SwitchingProtocols) return "the answer changes to another protocol, which nobody asked for";
        string? first = null;
        foreach (string value in lengths)
        {
            if (!long.TryParse(value.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)) return $"the answer's Content-Length \"{string.Join(", ", lengths)}\" is not a number";
            if (first is not null && first != value) return $"the answer has two lengths: {string.Join(", ", lengths)}";
            first = value;
        }

        return null;
    }
}
