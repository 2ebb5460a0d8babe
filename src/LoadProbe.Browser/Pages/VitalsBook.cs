using System.Text.Json;

namespace LoadProbe.Browser;

/// <summary>The vitals of each document of a journey, as the page's script tells them.</summary>
internal sealed class VitalsBook
{
    private readonly Lock _lock = new();
    private readonly Dictionary<double, Dictionary<string, double>> _documents = [];
    private double? _slowest;

    /// <summary>Takes a line of the page's script. Pages can call it too, so it is read with care.</summary>
    public void Take(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            double origin = json.RootElement.GetProperty("origin").GetDouble();
            string name = json.RootElement.GetProperty("name").GetString() ?? "";
            double value = json.RootElement.GetProperty("value").GetDouble();
            lock (_lock)
            {
                if (!_documents.TryGetValue(origin, out Dictionary<string, double>? document))
                {
                    if (_documents.Count >= 100) return;
                    _documents[origin] = document = [];
                }

                document[name] = value;
                if (name == "inp" && !(value <= _slowest)) _slowest = value;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not from our script.
        }
    }

    /// <summary>Starts a step: interactions from now on are its own.</summary>
    public void Begin()
    {
        lock (_lock) _slowest = null;
    }

    /// <summary>The vitals of the document that began at <paramref name="origin"/>, with the slowest interaction of this step, in whichever document it was.</summary>
    public Vitals Read(double origin)
    {
        lock (_lock)
        {
            Dictionary<string, double> document = _documents.GetValueOrDefault(origin) ?? [];
            return new Vitals
            {
                Ttfb = Time(document, "ttfb"),
                Fcp = Time(document, "fcp"),
                Lcp = Time(document, "lcp"),
                Cls = document.TryGetValue("cls", out double cls) ? cls : null,
                Inp = (_slowest ?? (document.TryGetValue("inp", out double inp) ? inp : null)) is { } slowest ? TimeSpan.FromMilliseconds(slowest) : null,
                DomContentLoaded = Time(document, "dcl"),
                Load = Time(document, "load"),
            };
        }
    }

    private static TimeSpan? Time(Dictionary<string, double> document, string name) => document.TryGetValue(name, out double value) ? TimeSpan.FromMilliseconds(value) : null;
}
