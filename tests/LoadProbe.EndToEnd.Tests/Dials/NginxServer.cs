using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Debian's nginx with what a test wants of it, on free ports of 127.0.0.1.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nginx-").FullName;
    private Running _server = null!;

    public int Http { get; } = Machine.FreePort();

    public int Https { get; } = Machine.FreePort();

    /// <summary>Here only who has a certificate of the authority is let in.</summary>
    public int Private { get; } = Machine.FreePort();

    /// <param name="certificates">Its own is the good one.</param>
    /// <param name="staple">The file of what is stapled to that; null = nothing is.</param>
    public static async Task<NginxServer> StartAsync(OpenSsl certificates, string? staple = null)
    {
        string program = Machine.Need("nginx");
        var nginx = new NginxServer();
        string folder = nginx._folder;
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off; master_process off; pid {{folder}}/pid; error_log stderr notice;
            events { worker_connections 256; }
            http {
              access_log off; client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              gzip on; gzip_types text/plain; gzip_min_length 1;
              server {
                listen 127.0.0.1:{{nginx.Http}};
                {{(Socket.OSSupportsIPv6 ? $"listen [::1]:{nginx.Http};" : "")}}
                listen 127.0.0.1:{{nginx.Https}} ssl http2;
                ssl_certificate {{certificates.Chain("good")}}; ssl_certificate_key {{certificates.Key("good")}};
                {{(staple is null ? "" : $"ssl_stapling on; ssl_stapling_file {staple};")}}
                location = /ok { default_type text/plain; add_header X-Node a1; return 200 "all is well\n"; }
                location = /moved { return 301 /moved-again; }
                location = /moved-again { return 302 /ok; }
                location = /round { return 302 /round; }
                location = /family { default_type text/plain; return 200 "$server_addr\n"; }
                location = /gone { return 410; }
                location = /private { auth_basic "staff"; auth_basic_user_file {{folder}}/users; alias {{folder}}/secret.txt; }
                location = /token { default_type application/json; if ($http_authorization != "Basic cHJvYmU6cGFzcw==") { return 401 '{"error":"invalid_client"}'; } return 200 '{"access_token":"t-1","token_type":"Bearer","expires_in":60}'; }
                location = /partner { if ($http_authorization != "Bearer t-1") { return 401; } return 200; }
                location / { return 404; }
              }
              server {
                listen 127.0.0.1:{{nginx.Private}} ssl;
                ssl_certificate {{certificates.Chain("good")}}; ssl_certificate_key {{certificates.Key("good")}};
                ssl_client_certificate {{certificates.Authority}}; ssl_verify_client on;
                location / { default_type text/plain; return 200 "$ssl_client_s_dn\n"; }
              }
            }
            """);
        // The password is "pass", as crypt(3) has it in clear.
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), "ann:{PLAIN}pass\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "secret.txt"), "staff only\n");
        nginx._server = Running.Start(program, $"-p {folder} -c {folder}/nginx.conf -e stderr");
        await nginx._server.LineAsync("using the \"epoll\" event method");
        await nginx.ListensAsync();
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // It says that it starts, and not that it listens.
    private async Task ListensAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var client = new System.Net.Sockets.TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", Https, late.Token);
                return;
            }
            catch (System.Net.Sockets.SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
            }
        }
    }
}
