using Microsoft.Extensions.Primitives;

namespace LoadProbe.DemoBroker;

/// <summary>
/// W3C Baggage: members <c>key=value;property</c> parted by commas, white space allowed around each part, values percent-encoded,
/// over as many header lines as the sender and those between us like.
/// </summary>
internal static class Baggage
{
    private static readonly char[] White = [' ', '\t'];

    /// <summary>The members in their order; one without a value has an empty one.</summary>
    public static IEnumerable<(string Key, string Value)> Members(StringValues lines)
    {
        foreach (var line in lines)
        {
            foreach (var member in (line ?? "").Split(','))
            {
                var pair = member.Split(';')[0].Split('=', 2);
                yield return (pair[0].Trim(White), pair.Length == 2 ? Uri.UnescapeDataString(pair[1].Trim(White)) : "");
            }
        }
    }
}
