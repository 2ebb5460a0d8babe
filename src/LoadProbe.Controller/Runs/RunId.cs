using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>What a run is called: the second in which it was made, and eight letters more: enough that no two of a store are called the same.</summary>
internal static class RunId
{
    private const string Form = "yyyyMMdd-HHmmss";
    private const int Letters = 8;

    public static string New(DateTimeOffset now) => $"{now.ToString(Form, CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("n")[..Letters]}";

    /// <summary>When the run was made; null when the id is not one of ours.</summary>
    public static DateTimeOffset? Made(string id) =>
        id.Length > Form.Length && DateTimeOffset.TryParseExact(id[..Form.Length], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset made) ? made : null;
}
