namespace LoadProbe.Capture;

/// <summary>Error codes of HTTP/2 (RFC 9113 §7).</summary>
internal static class Http2Error
{
    private static readonly string[] Words =
    [
        "no_error", "protocol_error", "internal_error", "flow_control_error", "settings_timeout", "stream_closed", "frame_size_error", "refused_stream", "cancel",
        "compression_error", "connect_error", "enhance_your_calm", "inadequate_security", "http_1_1_required",
    ];

    public static string Word(uint code) => code < Words.Length ? Words[code] : $"unknown_{code}";
}
