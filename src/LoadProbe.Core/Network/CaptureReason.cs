namespace LoadProbe.Core;

/// <summary>Why packets could not be had, in the words of the results.</summary>
public static class CaptureReason
{
    public const string NoLibpcap = "no_libpcap";
    public const string NoPermission = "no_permission";
    public const string NoSuchDevice = "no_such_device";
    public const string DeviceDown = "device_down";
    public const string FilterError = "filter_error";

    /// <summary>libpcap failed in another way; the message has its words.</summary>
    public const string CaptureError = "capture_error";

    /// <summary>The kernel dropped packets meanwhile: loss figures are not to be believed.</summary>
    public const string Drops = "drops";

    /// <summary>The capture ran and holds no packet of the request.</summary>
    public const string NotSeen = "not_seen";

    /// <summary>More than one connection or exchange could be the browser's request: none is taken.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>The browser used no connection for it, such as from its cache, or told of none.</summary>
    public const string NoConnection = "no_connection";

    /// <summary>Others were under way on the same connection: its figures are known, the request's own are not.</summary>
    public const string Shared = "shared_connection";
}
