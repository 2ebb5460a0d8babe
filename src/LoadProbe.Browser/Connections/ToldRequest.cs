using System.Net;
using System.Text.Json;

namespace LoadProbe.Browser;

/// <summary>What the browser's protocol tells of one request, as it comes in. Its times are seconds of the browser's own clock.</summary>
internal sealed class ToldRequest(string method, string url, double wall, double clock)
{
    public string Method => method;

    public string Url => url;

    /// <summary>This machine's time at zero of the browser's clock, as far as these two readings of both tell.</summary>
    public double Epoch => wall - clock;

    public long Connection { get; private set; }
    public string Protocol { get; private set; } = "";
    public IPEndPoint? Remote { get; private set; }
    public JsonElement? Timing { get; private set; }
    public double? Ended { get; set; }

    public void Answered(JsonElement response)
    {
        if (response.TryGetProperty("timing", out JsonElement timing)) Timing = timing.Clone();
        Connection = response.TryGetProperty("connectionId", out JsonElement id) ? (long)id.GetDouble() : 0;
        Protocol = response.TryGetProperty("protocol", out JsonElement protocol) ? protocol.GetString() ?? "" : "";
        if (response.TryGetProperty("remoteIPAddress", out JsonElement address) && response.TryGetProperty("remotePort", out JsonElement port)
            && IPAddress.TryParse(address.GetString()?.Trim('[', ']'), out IPAddress? ip)) Remote = new IPEndPoint(ip, port.GetInt32());
    }

    /// <summary>A time of the request in milliseconds from its beginning; −1 when there was none.</summary>
    public double At(string name) => Timing?.TryGetProperty(name, out JsonElement value) == true ? value.GetDouble() : -1;

    /// <summary>Seconds of the browser's clock.</summary>
    public double Clock(string name) => Timing!.Value.GetProperty("requestTime").GetDouble() + (At(name) / 1000);
}
