using System.Text;

namespace LoadProbe.Capture;

/// <summary>What a header block says of a request or its answer; null is what it does not say.</summary>
internal struct HeaderFields
{
    private const string MethodName = ":method", PathName = ":path", StatusName = ":status", GrpcName = "grpc-status";
    private static readonly string[] Names = [MethodName, PathName, StatusName, GrpcName];

    public string? Method, Path;
    public int? Status, GrpcStatus;

    /// <summary>The name as it is known here; null for one that nobody asks for.</summary>
    public static string? Known(ReadOnlySpan<byte> name)
    {
        foreach (string known in Names)
            if (Ascii.Equals(name, known)) return known;
        return null;
    }

    public static bool Wants(string? name) => name is MethodName or PathName or StatusName or GrpcName;

    public void Take(string? name, string? value)
    {
        if (value is null) return;
        switch (name)
        {
            case MethodName: Method = value; break;
            case PathName: Path = value; break;
            case StatusName: Status = Number(value) is >= 100 and var status ? status : null; break;
            case GrpcName: GrpcStatus = Number(value); break;
        }
    }

    private static int? Number(string value) =>
        value.Length <= 3 && int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
}
