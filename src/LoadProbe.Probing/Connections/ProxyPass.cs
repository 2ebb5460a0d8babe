using System.Net.Http.Headers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>Who we are to a proxy.</summary>
internal sealed record ProxyPass(byte[] User, byte[] Password)
{
    public AuthenticationHeaderValue Basic => new("Basic", Convert.ToBase64String([.. User, (byte)':', .. Password]));

    /// <summary>Null when the proxy does not ask.</summary>
    public static ProxyPass? Of(Proxy proxy, Variables variables) => proxy.User is null ? null
        : new ProxyPass(Encoding.UTF8.GetBytes(proxy.User.Resolve(variables)), Encoding.UTF8.GetBytes(proxy.Password?.Resolve(variables) ?? ""));
}
